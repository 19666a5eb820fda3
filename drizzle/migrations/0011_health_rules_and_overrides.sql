CREATE TABLE "health_override" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "health_override_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"initiative_id" uuid NOT NULL,
	"colour" text,
	"reason" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "health_rule_set" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "health_rule_set_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"node_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"rules" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "health_override" ADD CONSTRAINT "health_override_initiative_id_portfolio_node_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "health_rule_set" ADD CONSTRAINT "health_rule_set_node_id_portfolio_node_id_fk" FOREIGN KEY ("node_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "health_override_initiative_index" ON "health_override" USING btree ("initiative_id","id" desc);--> statement-breakpoint
CREATE UNIQUE INDEX "health_rule_set_key" ON "health_rule_set" USING btree ("node_id","version");