CREATE TABLE "person" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "person_identity" ADD COLUMN "is_erased" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "person_identity" ADD COLUMN "person_id" uuid;--> statement-breakpoint
ALTER TABLE "person_identity" ADD COLUMN "placed_by" text;--> statement-breakpoint
ALTER TABLE "person_identity" ADD COLUMN "placed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "person_identity" ADD CONSTRAINT "person_identity_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."person"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "person_identity_person_index" ON "person_identity" USING btree ("person_id");