DROP INDEX "delivery_due_index";--> statement-breakpoint
ALTER TABLE "channel" ADD COLUMN "state_reason" text;--> statement-breakpoint
ALTER TABLE "channel" ADD COLUMN "route" jsonb DEFAULT '{"portfolioIds":null,"owners":null,"kinds":null,"leastSeverity":"low"}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "channel" ADD COLUMN "rhythm" jsonb DEFAULT '{"type":"immediate"}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "channel" ADD COLUMN "time_zone" text DEFAULT 'UTC' NOT NULL;--> statement-breakpoint
ALTER TABLE "channel" ADD COLUMN "failures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "channel" ADD COLUMN "failing_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "channel" ADD COLUMN "last_error" text;--> statement-breakpoint
ALTER TABLE "channel" ADD COLUMN "busy_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "delivery" ADD COLUMN "notice_id" uuid;--> statement-breakpoint
CREATE INDEX "delivery_notice_index" ON "delivery" USING btree ("notice_id");--> statement-breakpoint
CREATE INDEX "delivery_due_index" ON "delivery" USING btree ("channel_id","due_at") WHERE "delivery"."sent_at" is null;