ALTER TABLE "forecast_record" ADD COLUMN "forecast_count" integer;--> statement-breakpoint
ALTER TABLE "forecast_record" ADD COLUMN "held_p50" integer;--> statement-breakpoint
ALTER TABLE "forecast_record" ADD COLUMN "held_p80" integer;