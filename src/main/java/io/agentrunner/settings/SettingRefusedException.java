package io.agentrunner.settings;

/** A configured value that is not accepted; the message names key, value and range. The application does not start. */
public class SettingRefusedException extends RuntimeException {
    SettingRefusedException(String message) {
        super(message);
    }
}
