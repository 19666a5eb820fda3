CREATE TABLE "initiative_person" (
	"initiative_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"is_red" boolean NOT NULL,
	"status_at" timestamp with time zone NOT NULL,
	CONSTRAINT "initiative_person_initiative_id_person_id_pk" PRIMARY KEY("initiative_id","person_id")
);
--> statement-breakpoint
ALTER TABLE "initiative_person" ADD CONSTRAINT "initiative_person_initiative_id_portfolio_node_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "initiative_person_person_index" ON "initiative_person" USING btree ("person_id");