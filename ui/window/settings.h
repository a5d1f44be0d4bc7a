// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QByteArray>
#include <QSettings>

namespace lanescope::window {

/// What the window remembers from one start to the next, each with its type and its standard value. Nothing
/// is needed for a first start. Threads: GUI.
class Settings {
public:
    /// The user's own settings.
    Settings() = default;
    /// Settings in a file of their own, for tests and demonstrations.
    explicit Settings(const QString& iniFile);

    QByteArray geometry() const { return bytes(kGeometry); }
    void setGeometry(const QByteArray& geometry) { m_store.setValue(kGeometry, geometry); }
    /// Sizes of the splitters, as QSplitter::saveState() gives them.
    QByteArray columns() const { return bytes(kColumns); }
    void setColumns(const QByteArray& state) { m_store.setValue(kColumns, state); }
    QByteArray rows() const { return bytes(kRows); }
    void setRows(const QByteArray& state) { m_store.setValue(kRows, state); }
    QByteArray side() const { return bytes(kSide); }
    void setSide(const QByteArray& state) { m_store.setValue(kSide, state); }

    theme::ThemeMode theme() const;
    void setTheme(theme::ThemeMode mode);
    bool menuBarShown() const { return m_store.value(kMenuBar, true).toBool(); }
    void setMenuBarShown(bool shown) { m_store.setValue(kMenuBar, shown); }
    int tab() const { return m_store.value(kTab, 0).toInt(); }
    void setTab(int index) { m_store.setValue(kTab, index); }
    /// Columns of the table of this name, as TablePanel::saveColumns() gives them.
    QByteArray columnsOf(const QString& table) const { return m_store.value(kTables + table).toByteArray(); }
    void setColumnsOf(const QString& table, const QByteArray& state) { m_store.setValue(kTables + table, state); }
    /// The tour is offered once; the Help menu brings it back.
    bool tourSeen() const { return m_store.value(kTour, false).toBool(); }
    void setTourSeen(bool seen) { m_store.setValue(kTour, seen); }

private:
    static constexpr QLatin1String kGeometry{"window/geometry"};
    static constexpr QLatin1String kColumns{"window/columns"};
    static constexpr QLatin1String kRows{"window/rows"};
    static constexpr QLatin1String kSide{"window/side"};
    static constexpr QLatin1String kTheme{"window/theme"};
    static constexpr QLatin1String kMenuBar{"window/menu_bar"};
    static constexpr QLatin1String kTab{"window/tab"};
    static constexpr QLatin1String kTables{"tables/"};
    static constexpr QLatin1String kTour{"window/tour_seen"};

    QByteArray bytes(QLatin1String key) const { return m_store.value(key).toByteArray(); }

    QSettings m_store;
};

} // namespace lanescope::window
