CREATE TABLE "audit_entry" (
	"entry" bigint PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"token_id" uuid NOT NULL,
	"method" text NOT NULL,
	"route" text NOT NULL,
	"subjects" uuid[] NOT NULL,
	"asked" bigint,
	"status" integer,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX "audit_entry_subjects" ON "audit_entry" USING gin ("subjects");--> statement-breakpoint
-- SHA-256 in hex of everything else in the row, the hash before it included, as the text of a JSON list.
CREATE FUNCTION hash_audit_entry(e audit_entry) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT encode(sha256(convert_to(jsonb_build_array(e.previous_hash, e.entry,
		to_char(e.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.created_by, e.token_id, e.method, e.route,
		e.subjects, e.asked, e.status)::text, 'UTF8')), 'hex')
$$;
--> statement-breakpoint
-- One writer after the other, until each has committed: all processes write one chain. Readers wait for none of them.
CREATE FUNCTION chain_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	last record;
BEGIN
	PERFORM pg_advisory_xact_lock(4716507);
	SELECT entry, hash INTO last FROM public.audit_entry ORDER BY entry DESC LIMIT 1;
	new.entry := coalesce(last.entry, 0) + 1;
	new.created_at := clock_timestamp();
	new.previous_hash := coalesce(last.hash, '');
	new.hash := public.hash_audit_entry(new);
	RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER chain_audit_entry BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION chain_audit_entry();
--> statement-breakpoint
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'Entries of % are only added, never changed or removed.', tg_table_name;
END $$;
--> statement-breakpoint
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
	FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
