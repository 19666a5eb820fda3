DROP INDEX "delivery_due_index";--> statement-breakpoint
ALTER TABLE "delivery" ADD COLUMN "refused_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "delivery" ADD COLUMN "given_up_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "delivery_given_up_index" ON "delivery" USING btree ("channel_id","given_up_at") WHERE "delivery"."given_up_at" is not null;--> statement-breakpoint
CREATE INDEX "delivery_due_index" ON "delivery" USING btree ("channel_id","due_at") WHERE "delivery"."sent_at" is null and "delivery"."given_up_at" is null;