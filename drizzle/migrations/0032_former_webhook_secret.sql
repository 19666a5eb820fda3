ALTER TABLE "connection" ADD COLUMN "sealed_former_webhook_secret" text;--> statement-breakpoint
ALTER TABLE "connection" ADD COLUMN "former_webhook_secret_until" timestamp with time zone;