DROP INDEX "webhook_delivery_pending_index";--> statement-breakpoint
ALTER TABLE "webhook_delivery" ADD COLUMN "moves_date" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "webhook_delivery_pending_index" ON "webhook_delivery" USING btree ("connection_id","moves_date" DESC NULLS FIRST,"received_at") WHERE "webhook_delivery"."processed_at" is null;