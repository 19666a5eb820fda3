CREATE TABLE "dependency" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"provider_type" text NOT NULL,
	"provider_id" uuid NOT NULL,
	"consumer_type" text NOT NULL,
	"consumer_id" uuid NOT NULL,
	"lag_days" integer DEFAULT 0 NOT NULL,
	"reason" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"withdrawn_by" text,
	"withdrawn_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "forecast_record" (
	"initiative_id" uuid PRIMARY KEY NOT NULL,
	"measured_at" timestamp with time zone NOT NULL,
	"forecasts" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "initiative_plan" (
	"initiative_id" uuid PRIMARY KEY NOT NULL,
	"plan" jsonb NOT NULL,
	"hash" text NOT NULL,
	"needs" uuid[] NOT NULL
);
--> statement-breakpoint
ALTER TABLE "forecast_record" ADD CONSTRAINT "forecast_record_initiative_id_portfolio_node_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "initiative_plan" ADD CONSTRAINT "initiative_plan_initiative_id_portfolio_node_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "dependency_ends_key" ON "dependency" USING btree ("provider_id","consumer_id") WHERE "dependency"."withdrawn_at" is null;--> statement-breakpoint
CREATE INDEX "dependency_consumer_index" ON "dependency" USING btree ("consumer_id");--> statement-breakpoint
CREATE INDEX "initiative_plan_needs_index" ON "initiative_plan" USING gin ("needs");