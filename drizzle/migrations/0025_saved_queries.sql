CREATE TABLE "saved_query" (
	"connection_id" uuid NOT NULL,
	"query" text NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "saved_query_connection_id_query_pk" PRIMARY KEY("connection_id","query")
);
--> statement-breakpoint
CREATE TABLE "saved_query_item" (
	"connection_id" uuid NOT NULL,
	"query" text NOT NULL,
	"item_id" uuid NOT NULL,
	CONSTRAINT "saved_query_item_connection_id_query_item_id_pk" PRIMARY KEY("connection_id","query","item_id")
);
--> statement-breakpoint
ALTER TABLE "saved_query" ADD CONSTRAINT "saved_query_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_query_item" ADD CONSTRAINT "saved_query_item_connection_id_query_saved_query_connection_id_query_fk" FOREIGN KEY ("connection_id","query") REFERENCES "public"."saved_query"("connection_id","query") ON DELETE cascade ON UPDATE no action;