CREATE TABLE "rate_share" (
	"connection_id" uuid PRIMARY KEY NOT NULL,
	"budget" jsonb,
	"closed_until" timestamp with time zone,
	"requests" bigint DEFAULT 0 NOT NULL,
	"limited" bigint DEFAULT 0 NOT NULL,
	"waited_ms" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "rate_share" ADD CONSTRAINT "rate_share_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;