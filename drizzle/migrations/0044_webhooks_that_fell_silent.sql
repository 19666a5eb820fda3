CREATE TABLE "webhook_heard" (
	"connection_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"heard_at" timestamp with time zone NOT NULL,
	CONSTRAINT "webhook_heard_connection_id_project_id_pk" PRIMARY KEY("connection_id","project_id")
);
--> statement-breakpoint
ALTER TABLE "webhook_heard" ADD CONSTRAINT "webhook_heard_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connection"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
-- What is kept of the notices so far: a tracker may be silent already.
INSERT INTO "webhook_heard" ("connection_id", "project_id", "heard_at")
SELECT i.connection_id, i.project_id, max(d.received_at)
FROM "webhook_delivery" d
CROSS JOIN LATERAL json_to_recordset(d.touched::json) AS t(kind text, "externalId" text)
JOIN "work_item" i ON i.connection_id = d.connection_id AND i.external_id = t."externalId"
WHERE t.kind = 'work_item' AND NOT starts_with(d.delivery_id, 'own ')
GROUP BY 1, 2;
