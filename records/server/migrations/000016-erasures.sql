-- How many patients a practice erased lately is asked at each erasure.
CREATE INDEX scope_erased ON scope (practice, erased_at) WHERE erased_at IS NOT NULL;
