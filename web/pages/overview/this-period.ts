/** What asks for the sums of the billing period that runs, and for hardly any rows: of apps there are few, where all people would be sorted. */
export const thisPeriod = { params: { query: { group_by: 'app' as const, limit: 1 } } }
