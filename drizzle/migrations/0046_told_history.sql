CREATE TABLE "history_standing" (
	"initiative_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"standing" jsonb NOT NULL,
	CONSTRAINT "history_standing_initiative_id_at_pk" PRIMARY KEY("initiative_id","at")
);
--> statement-breakpoint
CREATE TABLE "told_history" (
	"initiative_id" uuid PRIMARY KEY NOT NULL,
	"first_day" date NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"due_on" date
);
--> statement-breakpoint
ALTER TABLE "history_standing" ADD CONSTRAINT "history_standing_initiative_id_told_history_initiative_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."told_history"("initiative_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "told_history" ADD CONSTRAINT "told_history_initiative_id_portfolio_node_id_fk" FOREIGN KEY ("initiative_id") REFERENCES "public"."portfolio_node"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
-- As far back as the longest trend goes.
INSERT INTO "told_history" ("initiative_id", "first_day", "changed_at", "due_on")
SELECT n.id, (min(a.status_at) AT TIME ZONE 'UTC')::date, clock_timestamp(), '-infinity'
FROM "portfolio_node" n JOIN "assessment" a ON a.initiative_id = n.id
GROUP BY 1 HAVING min(a.status_at) > now() - interval '53 weeks';--> statement-breakpoint
CREATE TRIGGER note_change AFTER UPDATE OF due_on ON told_history
	FOR EACH ROW EXECUTE FUNCTION note_change('assessments', 'initiative_id');
