CREATE TABLE "sync_progress" (
	"run_id" uuid NOT NULL,
	"scope_external_id" text NOT NULL,
	"stream" text NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"expected" integer,
	"page_at" timestamp with time zone,
	"paced_at" timestamp with time zone,
	"paced_done" integer DEFAULT 0 NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "sync_progress_run_id_scope_external_id_stream_pk" PRIMARY KEY("run_id","scope_external_id","stream")
);
--> statement-breakpoint
ALTER TABLE "sync_progress" ADD CONSTRAINT "sync_progress_run_id_sync_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."sync_run"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_run" DROP COLUMN "expected";