package dev.gatehouse.platform.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** What the process and its JVM use. Nothing of it is looked at, or loaded, before somebody asks. */
public final class ProcessMetrics {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double MILLIS = 1e3;
    private static final double NANOS = 1e9;
    private static final double UNKNOWN = Double.NaN;

    private ProcessMetrics() {}

    /** Adds them; names as Prometheus' own clients have them. */
    public static void addTo(Metrics metrics) {
        String version = Optional.ofNullable(ProcessMetrics.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
        metrics.gauges("gatehouse_build_info", "1; which version runs.", "version", () -> Map.of(version, 1.0));
        metrics.gauge(
                "process_start_time_seconds",
                "When the process started, in seconds since 1970.",
                () -> ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS);
        metrics.total(
                "process_cpu_seconds_total",
                "Processor time that the process used.",
                () -> machine(OperatingSystemMXBean::getProcessCpuTime) / NANOS);
        metrics.gauge("process_resident_memory_bytes", "Memory of the process.", ProcessMetrics::resident);
        metrics.gauge(
                "process_open_fds",
                "Open files and connections.",
                () -> unix(UnixOperatingSystemMXBean::getOpenFileDescriptorCount));
        metrics.gauge(
                "process_max_fds",
                "How many files and connections may be open.",
                () -> unix(UnixOperatingSystemMXBean::getMaxFileDescriptorCount));
        metrics.gauges("jvm_memory_used_bytes", "Memory in use.", "area", () -> memory(MemoryUsage::getUsed));
        metrics.gauges(
                "jvm_memory_committed_bytes", "Memory set aside.", "area", () -> memory(MemoryUsage::getCommitted));
        metrics.gauges(
                "jvm_memory_max_bytes",
                "What memory may grow to; -1 for no bound.",
                "area",
                () -> memory(MemoryUsage::getMax));
        metrics.totals(
                "jvm_gc_collections_total",
                "Collections of garbage.",
                "gc",
                () -> collectors(GarbageCollectorMXBean::getCollectionCount));
        metrics.totals(
                "jvm_gc_seconds_total",
                "Time that collections of garbage took.",
                "gc",
                () -> collectors(collector -> collector.getCollectionTime() / MILLIS));
        metrics.gauge(
                "jvm_threads_current",
                "Platform threads; virtual ones are the requests in flight.",
                () -> ManagementFactory.getThreadMXBean().getThreadCount());
    }

    private static Map<String, Double> memory(ToLongFunction<MemoryUsage> what) {
        var memory = ManagementFactory.getMemoryMXBean();
        return Map.of(
                "heap", (double) what.applyAsLong(memory.getHeapMemoryUsage()),
                "nonheap", (double) what.applyAsLong(memory.getNonHeapMemoryUsage()));
    }

    private static Map<String, Double> collectors(ToDoubleFunction<GarbageCollectorMXBean> what) {
        Map<String, Double> values = new LinkedHashMap<>();
        ManagementFactory.getGarbageCollectorMXBeans()
                .forEach(collector -> values.put(collector.getName(), what.applyAsDouble(collector)));
        return values;
    }

    private static double machine(ToDoubleFunction<OperatingSystemMXBean> what) {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean known
                ? what.applyAsDouble(known)
                : UNKNOWN;
    }

    private static double unix(ToDoubleFunction<UnixOperatingSystemMXBean> what) {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean known
                ? what.applyAsDouble(known)
                : UNKNOWN;
    }

    /** Linux says it; elsewhere nobody does without a program of its own. */
    private static double resident() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
            return UNKNOWN;
        } catch (IOException notLinux) {
            return UNKNOWN;
        }
    }
}
