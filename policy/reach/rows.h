// SPDX-License-Identifier: MIT
// Row by row: what one class may open to every other. Inside of policy/.
//
// Nothing of the size of all pairs is kept. A row is written by two walks: along what the rules of
// the class admit, and along the rules that admit the class; both touch only what they admit.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "policy/reach/classes.h"
#include "policy/reach/port_sets.h"
#include "policy/reach/reachability.h"
#include "policy/reach/rules.h"

namespace policy::reach {

// One way to look at the world: one family of addresses, and what is in doubt taken as no or yes.
struct Lane {
    Family family = Family::V4;
    bool possible = false;
};

// Of one lane, what is certain and what is possible are the same.
using Row = std::vector<AllowedTo>;  // ascending; where nothing is possible there is no entry

class Rows {
  public:
    Rows(const Rulebook& rules, const Classes& classes, PortSets& sets);
    void write(ClassId from, Row& row);
    std::size_t bytes() const;

  private:
    // A bit for each class.
    class ClassBits {
      public:
        explicit ClassBits(std::size_t classes) : words_(classes / 64 + 1) {}
        void clear() { words_.assign(words_.size(), 0); }
        bool set(ClassId id) {  // whether it was set before
            Word& word = words_[id / 64];
            const Word bit = Word{1} << (id % 64);
            const bool before = (word & bit) != 0;
            word |= bit;
            return before;
        }
        bool has(ClassId id) const { return (words_[id / 64] >> (id % 64) & 1U) != 0; }
        Word& word(std::size_t i) { return words_[i]; }
        Word word(std::size_t i) const { return words_[i]; }
        std::size_t words() const { return words_.size(); }

      private:
        std::vector<Word> words_;
    };
    // A set for each class that has been touched; what holds for the others is the caller's.
    struct Side {
        explicit Side(std::size_t classes) : touched(classes), sets(classes) {}
        ClassBits touched;
        std::vector<SetId> sets;
    };

    // What every peer may, whoever it is, and what every pod that policies select may: a rule
    // without peers, and a peer that selects all pods, cost no walk along the classes.
    enum Whom : std::uint8_t { anyone, pods };

    void index_egress(const Rulebook& rules);
    void index_ingress(const Rulebook& rules);
    void write_bases();
    void write_lane(ClassId from, const Lane& lane, Row& row);
    void write_doubt(const Lane& lane, Row& row);
    void write_face(ClassFace from, const Lane& lane, Row& row);
    void fold(const Lane& lane, const Row& other, Row& row);
    void write_egress(ClassId from, const Lane& lane);
    void write_ingress(ClassId from, const Lane& lane, bool all);
    bool for_whom(AtomId atom, Whom& whom) const;
    SetId held(const Piece& piece, ClassId to);
    void admit(Side& side, ClassId to, SetId set);
    // What egress of the source lets through to `to` and ingress of `to` lets in.
    SetId allowed_to(ClassFace to, Whom source, const Lane& lane, bool open) {
        SetId set = ingress_.touched.has(to.subject) ? ingress_.sets[to.subject]
                                                     : ingress_base_[source][to.subject];
        if (lane.possible && lost_to(to.subject)) {
            set = ingress_isolated_[to.subject] ? sets_.most() : PortSets::all;
        }
        if (open) return set;
        return sets_.common(
            set, egress_.touched.has(to.peer) ? egress_.sets[to.peer] : base_[whom_[to.peer]]);
    }
    SetId allowed_to_faces(ClassId to, Whom source, const Lane& lane, bool open);
    void combine(ClassId from, const Lane& lane, bool open, Row& row);
    void merge(ClassId from, Row& row);
    static std::size_t place_of(Family family) { return family == Family::V4 ? 0 : 1; }
    bool in_lane(ClassId id, const Lane& lane) const {
        return family_[place_of(lane.family)].has(id);
    }
    bool is_outside(ClassId id) const {
        return id >= classes_.pod_classes && id < classes_.endpoints.size();
    }
    bool in_doubt(ClassId id) const { return (classes_.keys[id].flags & in_doubt_flag) != 0; }
    // A policy that was lost may isolate it: what others admit is certain, all is possible.
    bool lost_from(ClassId id) const { return (classes_.keys[id].flags & lost_from_flag) != 0; }
    bool lost_to(ClassId id) const { return (classes_.keys[id].flags & lost_to_flag) != 0; }
    const std::vector<ClassFace>& faces_of(ClassId id, const Lane& lane) const {
        return classes_.faces[classes_.keys[id].faces[place_of(lane.family)]];
    }

    const Rulebook& rules_;
    const Classes& classes_;
    PortSets& sets_;
    std::vector<Lane> lanes_;
    std::vector<Whom> whom_;           // each class is
    std::array<ClassBits, 2> family_;  // endpoints of IPv4, IPv6
    std::array<ClassBits, 2> faced_;   // endpoints with faces over IPv4, IPv6
    ClassBits in_doubt_;               // of which all is possible and nothing certain
    bool any_faced_ = false;

    Lists egress_of_class_;                                 // effects
    std::vector<bool> egress_isolated_, ingress_isolated_;  // by class
    std::vector<bool> all_pods_;                            // by atom: whether it selects all pods
    std::array<std::vector<SetId>, 2> egress_base_;         // by effect: towards whom, by number
    Lists with_names_;                                      // one list: classes that declare names
    Lists atoms_of_class_, perhaps_atoms_of_class_;         // that ingress rules ask for
    struct Admission {
        ClassId to = 0;
        SetId set = PortSets::nothing;
    };
    std::vector<Admission> admissions_;         // of ingress rules, without what the bases hold
    std::vector<std::uint32_t> admissions_of_;  // by atom: where its own begin
    std::array<std::vector<SetId>, 2> ingress_base_;  // by class: from whom
    std::array<ClassBits, 2> ingress_based_;          // classes whose base is not empty

    // While a row is written.
    Side egress_, ingress_;
    std::array<SetId, 2> base_ = {};  // of egress: towards whom
    std::array<Row, 4> lane_rows_;
};

}  // namespace policy::reach
