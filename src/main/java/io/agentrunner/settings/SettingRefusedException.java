package io.agentrunner.settings;

/** A configured value is not accepted, so the application does not start. The message names key, value and range. */
public class SettingRefusedException extends RuntimeException {
    public SettingRefusedException(String message) {
        super(message);
    }
}
