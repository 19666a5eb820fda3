CREATE TABLE "change_mark" (
	"topic" text NOT NULL,
	"initiative_id" uuid,
	"connection_id" uuid,
	"written_by" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"noted_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "change_mark_written_index" ON "change_mark" USING btree ("written_by");--> statement-breakpoint
CREATE INDEX "change_mark_noted_index" ON "change_mark" USING btree ("noted_at");