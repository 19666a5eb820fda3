ALTER TABLE "alert" ALTER COLUMN "initiative_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "alert" ADD COLUMN "connection_id" uuid;--> statement-breakpoint
ALTER TABLE "alert" ADD COLUMN "channel_id" uuid;--> statement-breakpoint
ALTER TABLE "connection" ADD COLUMN "blind_after_seconds" integer DEFAULT 10800 NOT NULL;--> statement-breakpoint
ALTER TABLE "alert" ADD CONSTRAINT "alert_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert" ADD CONSTRAINT "alert_channel_id_channel_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channel"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alert_operation_index" ON "alert" USING btree ("opened_at") WHERE "alert"."initiative_id" is null;--> statement-breakpoint
ALTER TABLE "alert" ADD CONSTRAINT "alert_is_about_one" CHECK (num_nonnulls("alert"."initiative_id", "alert"."connection_id", "alert"."channel_id") = 1);