-- Conclusions are shown with the names of people. Not each reading of them, and not those that are new.
CREATE TRIGGER note_change AFTER UPDATE OF name ON person_identity
	FOR EACH ROW WHEN (old.name IS DISTINCT FROM new.name) EXECUTE FUNCTION note_change('portfolio');
--> statement-breakpoint
CREATE TRIGGER note_removal AFTER DELETE ON person_identity
	FOR EACH STATEMENT EXECUTE FUNCTION note_change('portfolio');
