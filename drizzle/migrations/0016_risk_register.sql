CREATE TABLE "risk" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"node_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"fingerprint" text,
	"rule" text,
	"title" text NOT NULL,
	"description" text,
	"owner" text,
	"due_day" date,
	"probability" integer,
	"impact" integer,
	"status" text NOT NULL,
	"status_reason" text,
	"evidence" jsonb,
	"decided_extent" integer,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"reviewed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "risk_event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "risk_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"risk_id" uuid NOT NULL,
	"change" text NOT NULL,
	"actor" text NOT NULL,
	"details" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "risk" ADD CONSTRAINT "risk_node_id_portfolio_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "risk_event" ADD CONSTRAINT "risk_event_risk_id_risk_id_fk" FOREIGN KEY ("risk_id") REFERENCES "public"."risk"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "risk_fingerprint_key" ON "risk" USING btree ("node_id","fingerprint");--> statement-breakpoint
CREATE INDEX "risk_page_index" ON "risk" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "risk_event_risk_index" ON "risk_event" USING btree ("risk_id","id");