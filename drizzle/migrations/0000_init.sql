CREATE SEQUENCE "public"."read_ticket" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "api_token" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"sha256" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "alert" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"fingerprint" text NOT NULL,
	"kind" text NOT NULL,
	"severity" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"initiative_id" uuid NOT NULL,
	"milestone_id" uuid,
	"details" jsonb NOT NULL,
	"worsened_count" integer DEFAULT 0 NOT NULL,
	"snoozed_until" timestamp with time zone,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"resolved_at" timestamp with time zone,
	"resolved_by" text
);
--> statement-breakpoint
CREATE TABLE "alert_event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alert_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"alert_id" uuid NOT NULL,
	"change" text NOT NULL,
	"actor" text NOT NULL,
	"details" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "channel" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"sealed_settings" text NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "delivery" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"alert_event_id" bigint NOT NULL,
	"channel_id" uuid NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "connection" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"settings" jsonb NOT NULL,
	"sealed_credentials" text NOT NULL,
	"sealed_webhook_secret" text NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"state_reason" text,
	"instance_id" text,
	"identity" text,
	"time_zone" text,
	"sync_every_seconds" integer DEFAULT 300 NOT NULL,
	"next_sync_at" timestamp with time zone DEFAULT now() NOT NULL,
	"next_census_at" timestamp with time zone DEFAULT now() + interval '1 day' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mapping" (
	"connection_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"external_id" text NOT NULL,
	"project_id" text DEFAULT '' NOT NULL,
	"name" text NOT NULL,
	"proposed" jsonb,
	"confidence_percent" integer DEFAULT 0 NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"chosen" jsonb,
	"chosen_by" text,
	"chosen_at" timestamp with time zone,
	CONSTRAINT "mapping_connection_id_subject_external_id_project_id_pk" PRIMARY KEY("connection_id","subject","external_id","project_id")
);
--> statement-breakpoint
CREATE TABLE "scope" (
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"name" text NOT NULL,
	"streams" text[] NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "scope_connection_id_external_id_pk" PRIMARY KEY("connection_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "assessment" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "assessment_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"initiative_id" uuid NOT NULL,
	"status_at" timestamp with time zone NOT NULL,
	"conclusion" jsonb NOT NULL,
	"hash" text NOT NULL,
	"confirmed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assessment_due" (
	"initiative_id" uuid PRIMARY KEY NOT NULL,
	"since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "initiative_item" (
	"initiative_id" uuid NOT NULL,
	"work_item_id" uuid NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_to" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "milestone" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"initiative_id" uuid NOT NULL,
	"name" text NOT NULL,
	"source" text NOT NULL,
	"subject_id" uuid,
	"connection_id" uuid,
	"baseline_day" date,
	"manual_day" date,
	"achieved_day" date,
	"tolerance_days" integer DEFAULT 0 NOT NULL,
	"importance" text DEFAULT 'normal' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"retired_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "milestone_date_change" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "milestone_date_change_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"milestone_id" uuid NOT NULL,
	"from_day" date,
	"to_day" date,
	"moved_by_days" integer,
	"changed_at" timestamp with time zone NOT NULL,
	"person_id" uuid,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "portfolio_node" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"parent_id" uuid,
	"weight" double precision,
	"owner" text,
	"priority" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "scope_rule" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"initiative_id" uuid NOT NULL,
	"effect" text NOT NULL,
	"connection_id" uuid NOT NULL,
	"selector" text NOT NULL,
	"value" text NOT NULL,
	"project" text
);
--> statement-breakpoint
CREATE TABLE "tracker_weight" (
	"initiative_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"weight" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "raw_record" (
	"connection_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"external_id" text NOT NULL,
	"revision" bigint NOT NULL,
	"revision_detail" bigint NOT NULL,
	"read_ticket" bigint NOT NULL,
	"read_quality" integer NOT NULL,
	"payload" text NOT NULL,
	"context" text NOT NULL,
	"hash" text NOT NULL,
	"fetched_at" timestamp with time zone NOT NULL,
	"unreadable" text,
	CONSTRAINT "raw_record_connection_id_kind_external_id_pk" PRIMARY KEY("connection_id","kind","external_id")
);
--> statement-breakpoint
CREATE TABLE "gap" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"connection_id" uuid NOT NULL,
	"scope_external_id" text NOT NULL,
	"stream" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"detail" text NOT NULL,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "lease" (
	"connection_id" uuid PRIMARY KEY NOT NULL,
	"fencing_token" bigint DEFAULT 0 NOT NULL,
	"held_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sync_cursor" (
	"connection_id" uuid NOT NULL,
	"scope_external_id" text NOT NULL,
	"stream" text NOT NULL,
	"cursor" text NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL,
	"complete_at" timestamp with time zone,
	"source_count" integer,
	"counted_at" timestamp with time zone,
	CONSTRAINT "sync_cursor_connection_id_scope_external_id_stream_pk" PRIMARY KEY("connection_id","scope_external_id","stream")
);
--> statement-breakpoint
CREATE TABLE "sync_run" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"connection_id" uuid NOT NULL,
	"mode" text NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"reason" text,
	"reason_text" text,
	"done" integer DEFAULT 0 NOT NULL,
	"expected" integer,
	"requests" integer DEFAULT 0 NOT NULL,
	"rate_limited_count" integer DEFAULT 0 NOT NULL,
	"changed" integer DEFAULT 0 NOT NULL,
	"deleted" integer DEFAULT 0 NOT NULL,
	"unreadable" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"queued_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"resume_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "webhook_delivery" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"connection_id" uuid NOT NULL,
	"delivery_id" text NOT NULL,
	"touched" text NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"processed_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "iteration" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"project_id" uuid,
	"name" text NOT NULL,
	"path" text,
	"state" text,
	"start_day" date,
	"end_day" date,
	"completed_at" timestamp with time zone,
	"goal" text,
	"team_ids" text[] NOT NULL,
	"revision" bigint NOT NULL,
	"revision_detail" bigint NOT NULL,
	"read_ticket" bigint NOT NULL,
	"read_quality" integer NOT NULL,
	"visibility" text DEFAULT 'visible' NOT NULL,
	"gone_at" timestamp with time zone,
	"gone_how" text
);
--> statement-breakpoint
CREATE TABLE "link" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"link_type_external_id" text NOT NULL,
	"meaning" text,
	"from_id" uuid NOT NULL,
	"to_id" uuid NOT NULL,
	"active" boolean NOT NULL,
	"changed_at" timestamp with time zone,
	"revision" bigint NOT NULL,
	"revision_detail" bigint NOT NULL,
	"read_ticket" bigint NOT NULL,
	"read_quality" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "person_identity" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"kind" text NOT NULL,
	"active" boolean NOT NULL,
	"revision" bigint NOT NULL,
	"revision_detail" bigint NOT NULL,
	"read_ticket" bigint NOT NULL,
	"read_quality" integer NOT NULL,
	"visibility" text DEFAULT 'visible' NOT NULL,
	"gone_at" timestamp with time zone,
	"gone_how" text
);
--> statement-breakpoint
CREATE TABLE "project" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"key" text,
	"name" text NOT NULL,
	"url" text,
	"archived" boolean NOT NULL,
	"revision" bigint NOT NULL,
	"revision_detail" bigint NOT NULL,
	"read_ticket" bigint NOT NULL,
	"read_quality" integer NOT NULL,
	"visibility" text DEFAULT 'visible' NOT NULL,
	"gone_at" timestamp with time zone,
	"gone_how" text
);
--> statement-breakpoint
CREATE TABLE "release" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"project_id" uuid NOT NULL,
	"name" text NOT NULL,
	"start_day" date,
	"target_day" date,
	"released" boolean NOT NULL,
	"archived" boolean NOT NULL,
	"url" text,
	"revision" bigint NOT NULL,
	"revision_detail" bigint NOT NULL,
	"read_ticket" bigint NOT NULL,
	"read_quality" integer NOT NULL,
	"visibility" text DEFAULT 'visible' NOT NULL,
	"gone_at" timestamp with time zone,
	"gone_how" text
);
--> statement-breakpoint
CREATE TABLE "span" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "span_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"subject_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"field" text NOT NULL,
	"value" text,
	"raw" text,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_to" timestamp with time zone,
	"author_id" uuid,
	"entry_order" bigint NOT NULL,
	"origin" text NOT NULL,
	"witnesses" jsonb
);
--> statement-breakpoint
CREATE TABLE "tombstone" (
	"record_id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"visibility" text NOT NULL,
	"gone_at" timestamp with time zone,
	"gone_how" text NOT NULL,
	"revision" bigint NOT NULL,
	"revision_detail" bigint NOT NULL,
	"read_ticket" bigint NOT NULL,
	"read_quality" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "work_item" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"key" text NOT NULL,
	"url" text NOT NULL,
	"title" text NOT NULL,
	"project_id" uuid NOT NULL,
	"type_external_id" text NOT NULL,
	"kind" text,
	"level" integer,
	"status_external_id" text NOT NULL,
	"state" text,
	"priority" text,
	"labels" text[] NOT NULL,
	"components" text[] NOT NULL,
	"area" text,
	"assignee_id" uuid,
	"reporter_id" uuid,
	"parent_id" uuid,
	"iteration_id" uuid,
	"release_ids" uuid[] DEFAULT '{}' NOT NULL,
	"resolution" text,
	"estimate" double precision,
	"estimate_unit" text,
	"original_hours" double precision,
	"remaining_hours" double precision,
	"completed_hours" double precision,
	"start_day" date,
	"target_day" date,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"done_at" timestamp with time zone,
	"blocked_since" timestamp with time zone,
	"fields" jsonb NOT NULL,
	"revision" bigint NOT NULL,
	"revision_detail" bigint NOT NULL,
	"read_ticket" bigint NOT NULL,
	"read_quality" integer NOT NULL,
	"visibility" text DEFAULT 'visible' NOT NULL,
	"gone_at" timestamp with time zone,
	"gone_how" text
);
--> statement-breakpoint
CREATE TABLE "work_item_alias" (
	"connection_id" uuid NOT NULL,
	"alias" text NOT NULL,
	"work_item_id" uuid NOT NULL,
	CONSTRAINT "work_item_alias_connection_id_alias_work_item_id_pk" PRIMARY KEY("connection_id","alias","work_item_id")
);
--> statement-breakpoint
CREATE TABLE "worklog" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"work_item_id" uuid NOT NULL,
	"author_id" uuid,
	"day" date NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"seconds" integer NOT NULL,
	"inferred" boolean NOT NULL,
	"revision" bigint NOT NULL,
	"revision_detail" bigint NOT NULL,
	"read_ticket" bigint NOT NULL,
	"read_quality" integer NOT NULL,
	"visibility" text DEFAULT 'visible' NOT NULL,
	"gone_at" timestamp with time zone,
	"gone_how" text
);
--> statement-breakpoint
ALTER TABLE "alert" ADD CONSTRAINT "alert_initiative_id_portfolio_node_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert" ADD CONSTRAINT "alert_milestone_id_milestone_id_fk" FOREIGN KEY ("milestone_id") REFERENCES "public"."milestone"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_event" ADD CONSTRAINT "alert_event_alert_id_alert_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alert"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_alert_event_id_alert_event_id_fk" FOREIGN KEY ("alert_event_id") REFERENCES "public"."alert_event"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_channel_id_channel_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channel"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mapping" ADD CONSTRAINT "mapping_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scope" ADD CONSTRAINT "scope_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assessment" ADD CONSTRAINT "assessment_initiative_id_portfolio_node_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assessment_due" ADD CONSTRAINT "assessment_due_initiative_id_portfolio_node_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "initiative_item" ADD CONSTRAINT "initiative_item_initiative_id_portfolio_node_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "milestone" ADD CONSTRAINT "milestone_initiative_id_portfolio_node_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "milestone" ADD CONSTRAINT "milestone_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "milestone_date_change" ADD CONSTRAINT "milestone_date_change_milestone_id_milestone_id_fk" FOREIGN KEY ("milestone_id") REFERENCES "public"."milestone"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scope_rule" ADD CONSTRAINT "scope_rule_initiative_id_portfolio_node_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scope_rule" ADD CONSTRAINT "scope_rule_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracker_weight" ADD CONSTRAINT "tracker_weight_initiative_id_portfolio_node_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tracker_weight" ADD CONSTRAINT "tracker_weight_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "raw_record" ADD CONSTRAINT "raw_record_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gap" ADD CONSTRAINT "gap_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lease" ADD CONSTRAINT "lease_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_cursor" ADD CONSTRAINT "sync_cursor_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_run" ADD CONSTRAINT "sync_run_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "iteration" ADD CONSTRAINT "iteration_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link" ADD CONSTRAINT "link_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "person_identity" ADD CONSTRAINT "person_identity_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project" ADD CONSTRAINT "project_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release" ADD CONSTRAINT "release_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "span" ADD CONSTRAINT "span_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tombstone" ADD CONSTRAINT "tombstone_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "work_item" ADD CONSTRAINT "work_item_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "work_item_alias" ADD CONSTRAINT "work_item_alias_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "worklog" ADD CONSTRAINT "worklog_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "api_token_sha256_key" ON "api_token" USING btree ("sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "alert_open_key" ON "alert" USING btree ("fingerprint") WHERE "alert"."state" <> 'resolved';--> statement-breakpoint
CREATE INDEX "alert_page_index" ON "alert" USING btree ("changed_at","id");--> statement-breakpoint
CREATE INDEX "alert_initiative_index" ON "alert" USING btree ("initiative_id");--> statement-breakpoint
CREATE INDEX "alert_event_alert_index" ON "alert_event" USING btree ("alert_id");--> statement-breakpoint
CREATE UNIQUE INDEX "channel_name_key" ON "channel" USING btree (lower("name"));--> statement-breakpoint
CREATE UNIQUE INDEX "delivery_key" ON "delivery" USING btree ("alert_event_id","channel_id");--> statement-breakpoint
CREATE INDEX "delivery_due_index" ON "delivery" USING btree ("due_at") WHERE "delivery"."sent_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "connection_name_key" ON "connection" USING btree (lower("name"));--> statement-breakpoint
CREATE INDEX "mapping_connection_index" ON "mapping" USING btree ("connection_id");--> statement-breakpoint
CREATE INDEX "assessment_initiative_index" ON "assessment" USING btree ("initiative_id","status_at");--> statement-breakpoint
CREATE UNIQUE INDEX "initiative_item_open_key" ON "initiative_item" USING btree ("work_item_id") WHERE "initiative_item"."valid_to" is null;--> statement-breakpoint
CREATE INDEX "initiative_item_initiative_index" ON "initiative_item" USING btree ("initiative_id") WHERE "initiative_item"."valid_to" is null;--> statement-breakpoint
CREATE INDEX "initiative_item_history_index" ON "initiative_item" USING btree ("work_item_id","valid_from");--> statement-breakpoint
CREATE UNIQUE INDEX "milestone_subject_key" ON "milestone" USING btree ("initiative_id","subject_id");--> statement-breakpoint
CREATE UNIQUE INDEX "milestone_manual_key" ON "milestone" USING btree ("initiative_id",lower("name")) WHERE "milestone"."source" = 'manual';--> statement-breakpoint
CREATE UNIQUE INDEX "milestone_date_change_key" ON "milestone_date_change" USING btree ("milestone_id","changed_at",coalesce("to_day", '0001-01-01'::date));--> statement-breakpoint
CREATE UNIQUE INDEX "portfolio_node_name_key" ON "portfolio_node" USING btree (coalesce("parent_id", '00000000-0000-0000-0000-000000000000'::uuid),"kind",lower("name"));--> statement-breakpoint
CREATE INDEX "portfolio_node_parent_index" ON "portfolio_node" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "scope_rule_initiative_index" ON "scope_rule" USING btree ("initiative_id");--> statement-breakpoint
CREATE UNIQUE INDEX "tracker_weight_key" ON "tracker_weight" USING btree ("initiative_id","connection_id");--> statement-breakpoint
CREATE INDEX "raw_record_unreadable_index" ON "raw_record" USING btree ("connection_id") WHERE "raw_record"."unreadable" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "gap_open_key" ON "gap" USING btree ("connection_id","kind","subject") WHERE "gap"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "sync_run_connection_index" ON "sync_run" USING btree ("connection_id","queued_at");--> statement-breakpoint
CREATE UNIQUE INDEX "sync_run_open_key" ON "sync_run" USING btree ("connection_id","mode") WHERE "sync_run"."state" in ('queued', 'running', 'delayed');--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_delivery_key" ON "webhook_delivery" USING btree ("connection_id","delivery_id");--> statement-breakpoint
CREATE INDEX "webhook_delivery_pending_index" ON "webhook_delivery" USING btree ("connection_id","received_at") WHERE "webhook_delivery"."processed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "iteration_external_key" ON "iteration" USING btree ("connection_id","external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "link_external_key" ON "link" USING btree ("connection_id","external_id");--> statement-breakpoint
CREATE INDEX "link_from_index" ON "link" USING btree ("from_id");--> statement-breakpoint
CREATE INDEX "link_to_index" ON "link" USING btree ("to_id");--> statement-breakpoint
CREATE UNIQUE INDEX "person_identity_external_key" ON "person_identity" USING btree ("connection_id","external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "project_external_key" ON "project" USING btree ("connection_id","external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "release_external_key" ON "release" USING btree ("connection_id","external_id");--> statement-breakpoint
CREATE INDEX "release_project_index" ON "release" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "span_subject_index" ON "span" USING btree ("subject_id","field","valid_from");--> statement-breakpoint
CREATE UNIQUE INDEX "work_item_external_key" ON "work_item" USING btree ("connection_id","external_id");--> statement-breakpoint
CREATE INDEX "work_item_page_index" ON "work_item" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "work_item_project_index" ON "work_item" USING btree ("project_id","updated_at","id");--> statement-breakpoint
CREATE INDEX "work_item_parent_index" ON "work_item" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "work_item_key_index" ON "work_item" USING btree (md5("key"));--> statement-breakpoint
CREATE INDEX "work_item_release_index" ON "work_item" USING gin ("release_ids");--> statement-breakpoint
CREATE UNIQUE INDEX "worklog_external_key" ON "worklog" USING btree ("connection_id","external_id");--> statement-breakpoint
CREATE INDEX "worklog_item_index" ON "worklog" USING btree ("work_item_id","day");--> statement-breakpoint
CREATE INDEX "worklog_page_index" ON "worklog" USING btree ("updated_at","id");