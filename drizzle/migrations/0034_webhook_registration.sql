CREATE TABLE "webhook_registration" (
	"connection_id" uuid NOT NULL,
	"hook" text NOT NULL,
	"name" text NOT NULL,
	"external_id" text,
	"url" text NOT NULL,
	"secret_digest" text NOT NULL,
	"state" text NOT NULL,
	"state_since" timestamp with time zone NOT NULL,
	"tracker_state" text,
	"reason" text,
	"registered_at" timestamp with time zone NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	"next_check_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	CONSTRAINT "webhook_registration_connection_id_hook_pk" PRIMARY KEY("connection_id","hook")
);
--> statement-breakpoint
ALTER TABLE "webhook_registration" ADD CONSTRAINT "webhook_registration_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_registration_check_index" ON "webhook_registration" USING btree ("next_check_at");