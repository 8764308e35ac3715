terraform import orbit_topic_mapping.orders 'prod/orders'
terraform import orbit_topic_mapping.audit 'prod/audit\..*'
