terraform import orbit_auto_migration.orders 'prod/orders,payments'
