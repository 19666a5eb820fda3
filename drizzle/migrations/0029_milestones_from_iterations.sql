ALTER TABLE "portfolio_node_span" ADD COLUMN "milestones_from" jsonb;--> statement-breakpoint
ALTER TABLE "portfolio_node" ADD COLUMN "milestones_from" jsonb;--> statement-breakpoint
-- Since when the dates there are hold, nobody knows; from now on each change is kept.
INSERT INTO "span" ("connection_id", "subject_id", "field", "value", "valid_from", "entry_order", "origin")
SELECT "connection_id", "id", 'target_day', "end_day"::text, '1970-01-01T00:00:00Z', 0, 'reconstructed'
FROM "iteration" WHERE "end_day" IS NOT NULL;
