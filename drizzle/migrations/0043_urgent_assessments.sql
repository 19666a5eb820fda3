ALTER TABLE "assessment_due" ADD COLUMN "urgent_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "assessment_due" ADD COLUMN "rung_for" timestamp with time zone;