data "orbit_diagnostics" "prod" {
  link = "prod"
}

# warns in every plan and apply while something does
check "nothing_needs_attention" {
  assert {
    condition = length(data.orbit_diagnostics.prod.diagnostics) == 0
    error_message = join("\n", [
      for found in data.orbit_diagnostics.prod.diagnostics : "${found.topic}: ${found.message}"
    ])
  }
}
