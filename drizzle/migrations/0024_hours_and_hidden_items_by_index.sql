DROP INDEX "worklog_item_index";--> statement-breakpoint
CREATE INDEX "work_item_hidden_index" ON "work_item" USING btree ("connection_id") WHERE "work_item"."visibility" = 'not_visible';--> statement-breakpoint
CREATE INDEX "worklog_item_index" ON "worklog" USING btree ("work_item_id","started_at","seconds","visibility");