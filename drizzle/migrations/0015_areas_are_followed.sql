CREATE TABLE "area" (
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"path" text NOT NULL,
	"revision" bigint NOT NULL,
	"revision_detail" bigint NOT NULL,
	"read_ticket" bigint NOT NULL,
	"read_quality" integer NOT NULL,
	CONSTRAINT "area_connection_id_external_id_pk" PRIMARY KEY("connection_id","external_id")
);
--> statement-breakpoint
ALTER TABLE "work_item" ADD COLUMN "area_external_id" text;--> statement-breakpoint
ALTER TABLE "area" ADD CONSTRAINT "area_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;