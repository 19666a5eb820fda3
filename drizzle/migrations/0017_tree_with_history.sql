CREATE TABLE "portfolio_node_span" (
	"node_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"parent_id" uuid,
	"weight" double precision,
	"owner" text,
	"priority" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"scope" jsonb NOT NULL,
	"tracker_weights" jsonb NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_to" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "assessment" DROP CONSTRAINT "assessment_initiative_id_portfolio_node_id_fk";
--> statement-breakpoint
CREATE UNIQUE INDEX "portfolio_node_span_open_key" ON "portfolio_node_span" USING btree ("node_id") WHERE "portfolio_node_span"."valid_to" is null;--> statement-breakpoint
CREATE INDEX "portfolio_node_span_node_index" ON "portfolio_node_span" USING btree ("node_id","valid_from");--> statement-breakpoint
CREATE INDEX "portfolio_node_span_parent_index" ON "portfolio_node_span" USING btree ("parent_id","valid_from");--> statement-breakpoint
CREATE INDEX "span_change_index" ON "span" USING btree ("valid_from","id") WHERE "span"."field" in ('state', 'estimate');--> statement-breakpoint
CREATE INDEX "span_reopened_index" ON "span" USING btree ("valid_from","valid_to") WHERE "span"."field" = 'state' and "span"."value" = 'done' and "span"."valid_to" > "span"."valid_from";--> statement-breakpoint
CREATE INDEX "worklog_late_index" ON "worklog" USING gist (tstzrange(least("started_at", "created_at"), "created_at"));--> statement-breakpoint
INSERT INTO "portfolio_node_span" ("node_id", "kind", "name", "parent_id", "weight", "owner", "priority", "created_at", "scope", "tracker_weights", "valid_from")
SELECT n.id, n.kind, n.name, n.parent_id, n.weight, n.owner, n.priority, n.created_at,
	coalesce((SELECT jsonb_agg(jsonb_build_object('effect', r.effect, 'connectionId', r.connection_id, 'selector', r.selector, 'value', r.value, 'project', r.project) ORDER BY r.effect, r.selector, r.value, r.id) FROM "scope_rule" r WHERE r.initiative_id = n.id), '[]'),
	coalesce((SELECT jsonb_agg(jsonb_build_object('connectionId', w.connection_id, 'weight', w.weight) ORDER BY w.connection_id) FROM "tracker_weight" w WHERE w.initiative_id = n.id), '[]'),
	n.created_at
FROM "portfolio_node" n;
