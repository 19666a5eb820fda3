-- A lease is held for a connection as a whole (unit '') or for one part of a first reading.
ALTER TABLE "lease" ADD COLUMN "unit" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "lease" DROP CONSTRAINT "lease_pkey";--> statement-breakpoint
ALTER TABLE "lease" ADD CONSTRAINT "lease_connection_id_unit_pk" PRIMARY KEY("connection_id","unit");--> statement-breakpoint
CREATE TABLE "sync_part" (
	"connection_id" uuid NOT NULL,
	"scope_external_id" text NOT NULL,
	"stream" text NOT NULL,
	"external_id" text NOT NULL,
	"name" text NOT NULL,
	"cursor" text,
	"expected" integer,
	"done" integer DEFAULT 0 NOT NULL,
	"complete_at" timestamp with time zone,
	CONSTRAINT "sync_part_connection_id_stream_scope_external_id_external_id_pk" PRIMARY KEY("connection_id","stream","scope_external_id","external_id")
);
--> statement-breakpoint
ALTER TABLE "sync_part" ADD CONSTRAINT "sync_part_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_cursor" ADD COLUMN "complete_run_id" uuid;--> statement-breakpoint
ALTER TABLE "sync_cursor" ADD COLUMN "divided_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sync_cursor" ADD COLUMN "cursor_after_parts" text;--> statement-breakpoint
ALTER TABLE "sync_run" ADD COLUMN "scheduled" boolean DEFAULT false NOT NULL;
