CREATE TABLE "connection_access" (
	"connection_id" uuid PRIMARY KEY NOT NULL,
	"sealed_value" text,
	"expires_at" timestamp with time zone,
	"obtained_at" timestamp with time zone,
	"obtainer" uuid,
	"held_until" timestamp with time zone,
	"refusals" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "connection_access" ADD CONSTRAINT "connection_access_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;