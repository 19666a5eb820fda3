CREATE TABLE "availability" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"identity_id" uuid NOT NULL,
	"employment" text NOT NULL,
	"hours_per_week" double precision NOT NULL,
	"first_day" date NOT NULL,
	"last_day" date,
	"entered_by" text NOT NULL,
	"entered_at" timestamp with time zone DEFAULT now() NOT NULL,
	"withdrawn_by" text,
	"withdrawn_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "demand" (
	"initiative_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"assignee_id" uuid,
	"week" date,
	"hours" double precision NOT NULL,
	"unestimated_items" integer NOT NULL,
	CONSTRAINT "demand_key" UNIQUE NULLS NOT DISTINCT("initiative_id","connection_id","assignee_id","week")
);
--> statement-breakpoint
ALTER TABLE "demand" ADD CONSTRAINT "demand_initiative_id_portfolio_node_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "demand" ADD CONSTRAINT "demand_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "availability_identity_index" ON "availability" USING btree ("identity_id") WHERE "availability"."withdrawn_at" is null;--> statement-breakpoint
CREATE INDEX "demand_week_index" ON "demand" USING btree ("week");--> statement-breakpoint
CREATE INDEX "worklog_day_index" ON "worklog" USING btree ("day");