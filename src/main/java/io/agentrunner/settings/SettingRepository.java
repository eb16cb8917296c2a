package io.agentrunner.settings;

import jakarta.enterprise.context.Dependent;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.HashMap;
import java.util.Map;

@Dependent
class SettingRepository {
    @PersistenceContext
    private EntityManager em;

    Map<String, String> all() {
        var values = new HashMap<String, String>();
        for (var row : em.createNamedQuery("Setting.all").getResultList()) {
            var columns = (Object[]) row;
            values.put((String) columns[0], (String) columns[1]);
        }
        return values;
    }

    /** Says whether that changed anything. */
    boolean put(String key, String value) {
        return em.createNamedQuery("Setting.put")
                        .setParameter(1, key)
                        .setParameter(2, value)
                        .executeUpdate()
                == 1;
    }

    /** Says whether there was one. */
    boolean delete(String key) {
        return em.createNamedQuery("Setting.delete").setParameter(1, key).executeUpdate() == 1;
    }
}
