CREATE TABLE "capacity" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"plan_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"iteration_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"activity" text,
	"hours_per_day" double precision NOT NULL,
	"revision" bigint NOT NULL,
	"revision_detail" bigint NOT NULL,
	"read_ticket" bigint NOT NULL,
	"read_quality" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "day_off" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"plan_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"iteration_id" uuid NOT NULL,
	"person_id" uuid,
	"first_day" date NOT NULL,
	"last_day" date NOT NULL,
	"revision" bigint NOT NULL,
	"revision_detail" bigint NOT NULL,
	"read_ticket" bigint NOT NULL,
	"read_quality" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "team" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"project_id" uuid,
	"name" text NOT NULL,
	"working_days" text[],
	"member_ids" uuid[],
	"iteration_ids" uuid[],
	"revision" bigint NOT NULL,
	"revision_detail" bigint NOT NULL,
	"read_ticket" bigint NOT NULL,
	"read_quality" integer NOT NULL,
	"visibility" text DEFAULT 'visible' NOT NULL,
	"gone_at" timestamp with time zone,
	"gone_how" text
);
--> statement-breakpoint
CREATE TABLE "team_plan" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"team_id" uuid NOT NULL,
	"iteration_id" uuid NOT NULL,
	"revision" bigint NOT NULL,
	"revision_detail" bigint NOT NULL,
	"read_ticket" bigint NOT NULL,
	"read_quality" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "capacity" ADD CONSTRAINT "capacity_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "day_off" ADD CONSTRAINT "day_off_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team" ADD CONSTRAINT "team_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "team_plan" ADD CONSTRAINT "team_plan_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "capacity_plan_index" ON "capacity" USING btree ("plan_id");--> statement-breakpoint
CREATE INDEX "capacity_iteration_index" ON "capacity" USING btree ("iteration_id");--> statement-breakpoint
CREATE INDEX "capacity_connection_index" ON "capacity" USING btree ("connection_id");--> statement-breakpoint
CREATE INDEX "day_off_plan_index" ON "day_off" USING btree ("plan_id");--> statement-breakpoint
CREATE INDEX "day_off_iteration_index" ON "day_off" USING btree ("iteration_id");--> statement-breakpoint
CREATE INDEX "day_off_connection_index" ON "day_off" USING btree ("connection_id");--> statement-breakpoint
CREATE UNIQUE INDEX "team_external_key" ON "team" USING btree ("connection_id","external_id");--> statement-breakpoint
CREATE UNIQUE INDEX "team_plan_external_key" ON "team_plan" USING btree ("connection_id","external_id");