data "orbit_topics" "prod" {
  link = "prod"
}

output "behind" {
  value = { for topic in data.orbit_topics.prod.topics : topic.topic => topic.time_lag_seconds }
}
