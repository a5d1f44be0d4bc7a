<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>lanescope::charts</name>
    <message numerus="yes">
        <source>+ %n more</source>
        <translation>
            <numerusform>+ %n more</numerusform>
            <numerusform>+ %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lanescope::control::LineLimit</name>
    <message numerus="yes">
        <source>%n more line(s) in this second were left out.</source>
        <translation>
            <numerusform>%n more line in this second were left out.</numerusform>
            <numerusform>%n more lines in this second were left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lanescope::knobs::RunMarks</name>
    <message numerus="yes">
        <source>%n knob(s) turned: %1</source>
        <translation>
            <numerusform>%n knob turned: %1</numerusform>
            <numerusform>%n knobs turned: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lanescope::panels::CrawlPanel</name>
    <message numerus="yes">
        <source>%n request(s) above a cap</source>
        <translation>
            <numerusform>%n request above a cap</numerusform>
            <numerusform>%n requests above a cap</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n error</numerusform>
            <numerusform>%n errors</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lanescope::panels::SmallHistogram</name>
    <message numerus="yes">
        <source>%n duration(s), the shortest at the left, on a logarithmic scale.</source>
        <translation>
            <numerusform>%n duration, the shortest at the left, on a logarithmic scale.</numerusform>
            <numerusform>%n durations, the shortest at the left, on a logarithmic scale.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lanescope::panels::TablePanel</name>
    <message numerus="yes">
        <source>Clear the filter to see all %n row(s).</source>
        <translation>
            <numerusform>Clear the filter to see all %n row.</numerusform>
            <numerusform>Clear the filter to see all %n rows.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lanescope::timeline</name>
    <message numerus="yes">
        <source>%n record(s)</source>
        <translation>
            <numerusform>%n record</numerusform>
            <numerusform>%n records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ended process(es)</source>
        <translation>
            <numerusform>%n ended process</numerusform>
            <numerusform>%n ended processes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ended thread(s)</source>
        <translation>
            <numerusform>%n ended thread</numerusform>
            <numerusform>%n ended threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lanescope::timeline::Legend</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lanescope::timeline::OverviewStrip</name>
    <message numerus="yes">
        <source>up to %1 of %n CPU(s)</source>
        <translation>
            <numerusform>up to %1 of %n CPU</numerusform>
            <numerusform>up to %1 of %n CPUs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n CPU(s)</source>
        <translation>
            <numerusform>%1 of %n CPU</numerusform>
            <numerusform>%1 of %n CPUs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lanescope::timeline::UtilisationBand</name>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n thread</numerusform>
            <numerusform>%n threads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n CPU(s)</source>
        <translation>
            <numerusform>%n CPU</numerusform>
            <numerusform>%n CPUs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>up to %n thread(s)</source>
        <translation>
            <numerusform>up to %n thread</numerusform>
            <numerusform>up to %n threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lanescope::window::CrawlManners</name>
    <message numerus="yes">
        <source>%1 and %n other host(s)</source>
        <translation>
            <numerusform>%1 and %n other host</numerusform>
            <numerusform>%1 and %n other hosts</numerusform>
        </translation>
    </message>
</context>
</TS>
