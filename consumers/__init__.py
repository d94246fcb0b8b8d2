"""Who talks to us: files in; brokers and banks later."""
