CREATE TABLE "scope_event" (
	"initiative_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"reach" smallint NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"work_item_id" uuid NOT NULL,
	"span_id" bigint,
	"worklog_id" uuid
);
--> statement-breakpoint
CREATE TABLE "scope_events_kept" (
	"initiative_id" uuid PRIMARY KEY NOT NULL
);
--> statement-breakpoint
DROP INDEX "span_change_index";--> statement-breakpoint
DROP INDEX "span_reopened_index";--> statement-breakpoint
DROP INDEX "worklog_late_index";--> statement-breakpoint
DROP INDEX "assessment_initiative_index";--> statement-breakpoint
ALTER TABLE "scope_events_kept" ADD CONSTRAINT "scope_events_kept_initiative_id_portfolio_node_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "scope_event_time_index" ON "scope_event" USING btree ("initiative_id","kind","reach","since");--> statement-breakpoint
CREATE INDEX "scope_event_item_index" ON "scope_event" USING btree ("work_item_id");--> statement-breakpoint
CREATE INDEX "assessment_initiative_index" ON "assessment" USING btree ("initiative_id","status_at","id","colour");