CREATE TABLE "baseline" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"initiative_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"approved_by" text NOT NULL,
	"reason" text NOT NULL,
	"change_request_id" uuid,
	"budget_id" uuid,
	"unit" text NOT NULL,
	"currency" text,
	"total" double precision NOT NULL,
	"earning_rule" text NOT NULL,
	"plan_rule" text NOT NULL,
	"period" text NOT NULL,
	"start_day" date,
	"finish_day" date,
	"iteration_ends" date[] NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "baseline_item" (
	"baseline_id" uuid NOT NULL,
	"work_item_id" uuid NOT NULL,
	"weight" double precision NOT NULL,
	"start_day" date,
	"finish_day" date,
	"finish_from" text,
	CONSTRAINT "baseline_item_baseline_id_work_item_id_pk" PRIMARY KEY("baseline_id","work_item_id")
);
--> statement-breakpoint
CREATE TABLE "baseline_milestone" (
	"baseline_id" uuid NOT NULL,
	"milestone_id" uuid NOT NULL,
	"name" text NOT NULL,
	"day" date NOT NULL,
	CONSTRAINT "baseline_milestone_baseline_id_milestone_id_pk" PRIMARY KEY("baseline_id","milestone_id")
);
--> statement-breakpoint
CREATE TABLE "change_request" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"entry" bigint GENERATED ALWAYS AS IDENTITY (sequence name "change_request_entry_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"initiative_id" uuid NOT NULL,
	"title" text NOT NULL,
	"description" text,
	"proposed_by" text NOT NULL,
	"items" integer,
	"size" double precision,
	"size_unit" text,
	"days" integer,
	"amount" numeric,
	"currency" text,
	"state" text NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"decision_reason" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "baseline" ADD CONSTRAINT "baseline_initiative_id_portfolio_node_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baseline_item" ADD CONSTRAINT "baseline_item_baseline_id_baseline_id_fk" FOREIGN KEY ("baseline_id") REFERENCES "public"."baseline"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baseline_milestone" ADD CONSTRAINT "baseline_milestone_baseline_id_baseline_id_fk" FOREIGN KEY ("baseline_id") REFERENCES "public"."baseline"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "change_request" ADD CONSTRAINT "change_request_initiative_id_portfolio_node_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "baseline_number_key" ON "baseline" USING btree ("initiative_id","number");--> statement-breakpoint
CREATE INDEX "baseline_milestone_index" ON "baseline_milestone" USING btree ("milestone_id");--> statement-breakpoint
CREATE UNIQUE INDEX "change_request_entry_key" ON "change_request" USING btree ("entry");--> statement-breakpoint
CREATE INDEX "change_request_initiative_index" ON "change_request" USING btree ("initiative_id");