data "orbit_diagnostics" "prod" {
  link = "prod"
}

# warns in every plan and apply while somebody writes past Orbit
check "nobody_writes_past_orbit" {
  assert {
    condition = length(data.orbit_diagnostics.prod.diagnostics) == 0
    error_message = join("\n", [
      for found in data.orbit_diagnostics.prod.diagnostics : "${found.topic}: ${found.message}"
    ])
  }
}
