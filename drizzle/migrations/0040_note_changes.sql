-- Says that a row changed which people look at. Arguments: the topic, then the columns that name what it is about.
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	changed record;
	about_initiative uuid;
	about_connection uuid;
BEGIN
	IF tg_op = 'DELETE' THEN changed := old; ELSE changed := new; END IF;
	IF 'initiative_id' = ANY (tg_argv) THEN about_initiative := changed.initiative_id; END IF;
	IF 'connection_id' = ANY (tg_argv) THEN about_connection := changed.connection_id; END IF;
	IF 'id' = ANY (tg_argv) THEN about_connection := changed.id; END IF;
	INSERT INTO public.change_mark (topic, initiative_id, connection_id)
		VALUES (tg_argv[0], about_initiative, about_connection);
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION note_date_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.change_mark (topic, initiative_id)
		SELECT DISTINCT 'milestones', m.initiative_id FROM added a JOIN public.milestone m ON m.id = a.milestone_id;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER note_change AFTER INSERT OR UPDATE ON assessment
	FOR EACH ROW EXECUTE FUNCTION note_change('assessments', 'initiative_id');
--> statement-breakpoint
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON milestone
	FOR EACH ROW EXECUTE FUNCTION note_change('milestones', 'initiative_id');
--> statement-breakpoint
-- Written with each assessment, mostly with nothing to add.
CREATE TRIGGER note_change AFTER INSERT ON milestone_date_change REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION note_date_changes();
--> statement-breakpoint
CREATE TRIGGER note_change AFTER INSERT OR UPDATE ON alert
	FOR EACH ROW EXECUTE FUNCTION note_change('alerts', 'initiative_id', 'connection_id');
--> statement-breakpoint
-- Not when it is next due, which changes with each pass.
CREATE TRIGGER note_change AFTER INSERT OR DELETE
	OR UPDATE OF name, settings, sealed_credentials, sealed_webhook_secret, state, state_reason, instance_id, identity,
		time_zone, sync_every_seconds, blind_after_seconds ON connection
	FOR EACH ROW EXECUTE FUNCTION note_change('connections', 'id');
--> statement-breakpoint
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON webhook_registration
	FOR EACH ROW EXECUTE FUNCTION note_change('connections', 'connection_id');
--> statement-breakpoint
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OF state ON deletion_hold
	FOR EACH ROW EXECUTE FUNCTION note_change('connections', 'connection_id');
--> statement-breakpoint
CREATE TRIGGER note_change AFTER INSERT ON mapping_decision
	FOR EACH STATEMENT EXECUTE FUNCTION note_change('connections');
--> statement-breakpoint
-- Not its counters, which grow with each page: who watches a run that is under way looks at the run.
CREATE TRIGGER note_change AFTER INSERT OR UPDATE OF state, again ON sync_run
	FOR EACH ROW EXECUTE FUNCTION note_change('sync-runs', 'connection_id');
--> statement-breakpoint
-- Found by our own rules as well as entered.
CREATE TRIGGER note_change AFTER INSERT OR UPDATE ON risk
	FOR EACH ROW EXECUTE FUNCTION note_change('portfolio');
--> statement-breakpoint
-- Not what is noted with each message that is sent.
CREATE TRIGGER note_change AFTER INSERT OR DELETE
	OR UPDATE OF name, sealed_settings, state, state_reason, route, rhythm, time_zone ON channel
	FOR EACH STATEMENT EXECUTE FUNCTION note_change('portfolio');
--> statement-breakpoint
-- What only people enter, and seldom: it may be about any initiative.
DO $$
DECLARE
	entered text;
BEGIN
	FOREACH entered IN ARRAY ARRAY['portfolio_node', 'scope_rule', 'tracker_weight', 'milestone_item', 'dependency',
		'health_override', 'health_rule_set', 'alert_rule_set', 'score_model', 'score_entry', 'baseline', 'change_request',
		'availability', 'labour_rate', 'role_assignment', 'exchange_rate', 'cost_entry', 'budget']
	LOOP
		EXECUTE format('CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON %I
			FOR EACH STATEMENT EXECUTE FUNCTION note_change(''portfolio'')', entered);
	END LOOP;
END $$;
