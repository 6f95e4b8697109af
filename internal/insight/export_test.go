package insight

// TrendOf is the judgement of a series of weeks.
var TrendOf = trendOf
