CREATE TABLE "milestone_item" (
	"milestone_id" uuid NOT NULL,
	"work_item_id" uuid NOT NULL,
	"linked_by" text NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_to" timestamp with time zone,
	CONSTRAINT "milestone_item_milestone_id_work_item_id_valid_from_pk" PRIMARY KEY("milestone_id","work_item_id","valid_from")
);
--> statement-breakpoint
ALTER TABLE "milestone_item" ADD CONSTRAINT "milestone_item_milestone_id_milestone_id_fk" FOREIGN KEY ("milestone_id") REFERENCES "public"."milestone"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "milestone_item_open_key" ON "milestone_item" USING btree ("milestone_id","work_item_id") WHERE "milestone_item"."valid_to" is null;