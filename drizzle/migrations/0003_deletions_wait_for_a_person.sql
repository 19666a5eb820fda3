CREATE TABLE "deletion_hold" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"connection_id" uuid NOT NULL,
	"scope_external_id" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"counts" jsonb NOT NULL,
	"found_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "held_record" (
	"hold_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"external_id" text NOT NULL,
	CONSTRAINT "held_record_hold_id_kind_external_id_pk" PRIMARY KEY("hold_id","kind","external_id")
);
--> statement-breakpoint
ALTER TABLE "deletion_hold" ADD CONSTRAINT "deletion_hold_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "held_record" ADD CONSTRAINT "held_record_hold_id_deletion_hold_id_fk" FOREIGN KEY ("hold_id") REFERENCES "public"."deletion_hold"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "deletion_hold_open_key" ON "deletion_hold" USING btree ("connection_id","scope_external_id") WHERE "deletion_hold"."state" = 'open';--> statement-breakpoint
CREATE INDEX "deletion_hold_connection_index" ON "deletion_hold" USING btree ("connection_id","found_at");