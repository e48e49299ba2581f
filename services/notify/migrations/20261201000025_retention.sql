-- What retention ends (services/notify/store/retention.py) is found by when it began.
-- migrate:up
CREATE INDEX message_by_age ON message (requested_at);
CREATE INDEX inbound_text_by_age ON inbound_text (at);
CREATE INDEX consent_ledger_by_age ON consent_ledger (at);
CREATE INDEX consent_ledger_person ON consent_ledger (person_id) WHERE person_id IS NOT NULL;

-- Still append-only, for as long as an entry is proof: four years.
DROP TRIGGER consent_ledger_is_append_only ON consent_ledger;
CREATE TRIGGER consent_ledger_is_append_only BEFORE UPDATE OR TRUNCATE ON consent_ledger
    FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
CREATE TRIGGER consent_is_proof_for_four_years BEFORE DELETE ON consent_ledger
    FOR EACH ROW WHEN (old.at > app.now() - interval '4 years') EXECUTE FUNCTION app.refuse_change();
