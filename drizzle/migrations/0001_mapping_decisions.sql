CREATE TABLE "mapping_decision" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mapping_decision_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"connection_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"external_id" text NOT NULL,
	"project_id" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"decided_by" text NOT NULL,
	"decided_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mapping_proposal" (
	"connection_id" uuid NOT NULL,
	"proposer" text NOT NULL,
	"subject" text NOT NULL,
	"external_id" text NOT NULL,
	"project_id" text NOT NULL,
	"name" text NOT NULL,
	"proposed" jsonb,
	"confidence_percent" integer NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "mapping_proposal_key" PRIMARY KEY("connection_id","proposer","subject","external_id","project_id")
);
--> statement-breakpoint
ALTER TABLE "sync_run" ADD COLUMN "again" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "mapping_decision" ADD CONSTRAINT "mapping_decision_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mapping_proposal" ADD CONSTRAINT "mapping_proposal_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mapping_decision_connection_index" ON "mapping_decision" USING btree ("connection_id","id");--> statement-breakpoint
CREATE INDEX "mapping_proposal_word_index" ON "mapping_proposal" USING btree ("connection_id","subject","external_id","project_id");--> statement-breakpoint
-- Who proposes which word is known only from the stored answers of the tracker: read them once more.
INSERT INTO "sync_run" ("connection_id", "mode") SELECT "id", 'replay' FROM "connection" ON CONFLICT DO NOTHING;
