DROP INDEX "initiative_item_left_index";--> statement-breakpoint
ALTER TABLE "assessment" ADD COLUMN "colour" text GENERATED ALWAYS AS (conclusion -> 'health' ->> 'colour') STORED;--> statement-breakpoint
CREATE INDEX "initiative_item_joined_index" ON "initiative_item" USING btree ("initiative_id","valid_from");--> statement-breakpoint
CREATE INDEX "initiative_item_gone_index" ON "initiative_item" USING btree ("initiative_id","valid_to") WHERE "initiative_item"."valid_to" is not null;